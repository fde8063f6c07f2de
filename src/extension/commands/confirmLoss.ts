import * as vscode from 'vscode';
import { SECTION, settings } from '../settings';

/** Asks before variables are lost, unless the user has turned that off. */
export async function confirmLoss(action: string): Promise<boolean> {
  if (!settings().confirmRestart) return true;
  const never = `${action}, Don't Ask Again`;
  const answer = await vscode.window.showWarningMessage(
    `${sentenceCase(action)} the kernel? Its variables, trained networks included, are lost.`,
    { modal: true },
    action,
    never,
  );
  if (answer === never) {
    await vscode.workspace
      .getConfiguration(SECTION)
      .update('kernel.confirmRestart', false, vscode.ConfigurationTarget.Global);
  }
  return answer !== undefined;
}

/** "Shut Down", a button, in a sentence. */
const sentenceCase = (title: string): string => title.slice(0, 1) + title.slice(1).toLowerCase();
