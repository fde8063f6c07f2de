/** The part of GPUAdapter that we use. */
export interface Adapter {
  features: ReadonlySet<string>;
  limits: Record<string, number>;
  info: { vendor: string; architecture: string; device: string; description: string };
  isFallbackAdapter?: boolean;
  requestDevice(descriptor: {
    requiredFeatures: string[];
    requiredLimits: Record<string, number>;
  }): Promise<Device>;
}

/** The part of GPUDevice that we use. */
export interface Device {
  addEventListener(type: 'uncapturederror', listener: (event: { error: { message: string } }) => void): void;
  lost: Promise<{ reason: string; message: string }>;
  destroy(): void;
}

const FEATURES = ['timestamp-query', 'shader-f16', 'subgroups'];
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeInvocationsPerWorkgroup',
];
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|software|basic render|null backend/i;

/** @throws Error for an adapter that computes on the processor, where wasm is faster */
export function refuseSoftware({ info, isFallbackAdapter }: Adapter): void {
  const name = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  if (isFallbackAdapter || SOFTWARE.test(name))
    throw new Error(`only a software adapter (${name || 'fallback'})`);
}

/** A device with all the adapter can do; what goes wrong on it later is reported, because WebGPU never throws. */
export async function requestDevice(adapter: Adapter, report: (message: string) => void): Promise<Device> {
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]!])),
  });
  device.addEventListener('uncapturederror', ({ error }) => report(error.message));
  return device;
}
