import { existsSync } from 'node:fs';
import path from 'node:path';

/** Chromium brings a Vulkan loader and SwiftShader, a GPU in software. */
const chromium = '/usr/lib/chromium';
const driver = path.join(chromium, 'vk_swiftshader_icd.json');

/** Makes it the GPU of a process. */
export const SOFTWARE_GPU = { LD_LIBRARY_PATH: chromium, VK_ICD_FILENAMES: driver };

/** Why tests on it are skipped, as the end of their titles; else empty. */
export const noSoftwareGpu = existsSync(driver)
  ? ''
  : ' (skipped: Debian’s chromium, which brings SwiftShader, is not here)';
