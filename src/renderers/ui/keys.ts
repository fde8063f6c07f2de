/**
 * Gives keys to a handler before VS Code sees them: the notebook forwards what bubbles out of an output to its own
 * key bindings, so a key that was used here must not get there. Text fields, lists and sliders keep their own keys.
 */
export function onKeys(root: HTMLElement, handle: (event: KeyboardEvent, onStage: boolean) => boolean): void {
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const { target } = event;
    const isButtonKey = target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter');
    const isFieldKey = target.matches('select, textarea, input:not([type=range])');
    const isSliderKey =
      target.matches('input[type=range], [role=slider]') && /^(Arrow|Home|End|Page)/.test(event.key);
    const used =
      !isButtonKey && !isFieldKey && !isSliderKey && handle(event, target.classList.contains('bmds-stage'));
    if (used) event.preventDefault();
    if (used || isButtonKey || isFieldKey || isSliderKey) event.stopPropagation();
  });
}
