/**
 * The Jupyter messaging protocol 5.3, as far as this kernel speaks it.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
export const PROTOCOL_VERSION = '5.3';

export type Channel = 'shell' | 'control' | 'iopub' | 'stdin';

export interface Header {
  msg_id: string;
  session: string;
  username: string;
  /** ISO 8601. */
  date: string;
  msg_type: string;
  version: string;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A message as it travels; `buffers` are raw bytes beside the JSON. */
export interface Message<C = JsonObject> {
  channel: Channel;
  header: Header;
  parent_header: Header | Record<string, never>;
  metadata: JsonObject;
  content: C;
  buffers: Uint8Array[];
}

/** `data` of display messages: a value for each MIME type; JSON types hold objects, `image/*` base64 text. */
export type MimeBundle = { [mime: string]: Json };

export interface ExecuteRequest {
  code: string;
  silent: boolean;
  store_history: boolean;
  user_expressions: JsonObject;
  allow_stdin: boolean;
  stop_on_error: boolean;
}
export interface ErrorContent {
  ename: string;
  evalue: string;
  /** Lines, the cell's own frames only; may hold ANSI colour. */
  traceback: string[];
}
export type ExecuteReply =
  | { status: 'ok'; execution_count: number; payload: []; user_expressions: JsonObject }
  | ({ status: 'error'; execution_count: number } & ErrorContent)
  | { status: 'aborted'; execution_count: number };

export interface StreamContent {
  name: 'stdout' | 'stderr';
  text: string;
}
export interface DisplayContent {
  data: MimeBundle;
  metadata: JsonObject;
  transient: { display_id?: string };
}
export interface ExecuteResultContent {
  execution_count: number;
  data: MimeBundle;
  metadata: JsonObject;
}
export interface KernelInfoReply {
  status: 'ok';
  protocol_version: string;
  implementation: string;
  implementation_version: string;
  language_info: {
    name: string;
    version: string;
    mimetype: string;
    file_extension: string;
    codemirror_mode?: string;
    pygments_lexer?: string;
  };
  banner: string;
  help_links: { text: string; url: string }[];
  supported_features: string[];
}
export interface InputRequest {
  prompt: string;
  password: boolean;
}
