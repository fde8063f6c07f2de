import { readFileSync } from 'node:fs';

/** What a Jupyter front end writes for the kernel that it starts. */
export interface JupyterConnection {
  ip: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
  key: string;
  signature_scheme: string;
}

/** Reads a connection file; throws with what is wrong with it and what to do. */
export function readJupyterConnection(file: string): JupyterConnection {
  const advice = 'A Jupyter front end writes this file when it starts a kernel.';
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `Can't read the connection file ${file}: ${error instanceof Error ? error.message : error}. ${advice}`,
    );
  }
  const { transport = 'tcp', ip = '127.0.0.1', key = '', signature_scheme = 'hmac-sha256' } = given;
  if (transport !== 'tcp') {
    throw new Error(
      `The connection file ${file} asks for the transport "${transport}"; this kernel has only "tcp".`,
    );
  }
  if (typeof ip !== 'string' || typeof key !== 'string' || typeof signature_scheme !== 'string') {
    throw new Error(`The connection file ${file} needs text in ip, key and signature_scheme. ${advice}`);
  }
  const port = (name: string): number => {
    const value = given[name];
    if (typeof value === 'number') return value;
    throw new Error(`The connection file ${file} has no ${name}. ${advice}`);
  };
  return {
    ip,
    key,
    signature_scheme,
    shell_port: port('shell_port'),
    control_port: port('control_port'),
    iopub_port: port('iopub_port'),
    stdin_port: port('stdin_port'),
    hb_port: port('hb_port'),
  };
}
