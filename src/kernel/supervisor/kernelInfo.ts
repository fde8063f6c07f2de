import { dependencies, version } from '../../../package.json';
import { type ComputeInfo, type KernelInfoReply, PROTOCOL_VERSION } from '../protocol';

/** Content of `kernel_info_reply`; the banner names the compute backend once its probe has ended. */
export function kernelInfo(compute: ComputeInfo | null): KernelInfoReply {
  const backend = compute
    ? `compute backend ${compute.backend}: ${compute.reason}`
    : 'compute backend not chosen yet';
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'bmdsrnet',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      // No TypeScript compiler runs here: esbuild decides what syntax a cell may use.
      version: `esbuild ${dependencies.esbuild}`,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
    },
    banner: `BMDSRNet Notebooks ${version}: TypeScript on Node ${process.version}, ${backend}`,
    help_links: [{ text: 'TensorFlow.js API', url: 'https://js.tensorflow.org/api/latest/' }],
    supported_features: [],
  };
}
