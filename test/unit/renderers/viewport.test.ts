import { describe, expect, test } from 'vitest';
import {
  FIT,
  fitHeight,
  fitZoom,
  panBy,
  pixelAt,
  sceneAt,
  sceneRect,
  zoomStep,
  zoomTo,
} from '../../../src/renderers/ui/viewport';

const scene = { width: 128, height: 96 };
const pane = { width: 400, height: 300 };

describe('viewport', () => {
  test('fits with whole pixels from 2x, exactly below', () => {
    expect(fitZoom(scene, pane)).toBe(3); // 400 / 128 = 3.125
    expect(fitZoom({ width: 1280, height: 720 }, { width: 640, height: 500 })).toBe(0.5);
    expect(fitZoom({ width: 100, height: 100 }, { width: 150, height: 150 })).toBe(1.5);
    expect(fitHeight(scene, 400, 500)).toBe(288);
  });

  test('zooming keeps the point under the pointer, wherever the picture is larger than the pane', () => {
    const anchor = { x: 170, y: 120 };
    let view = zoomTo(FIT, scene, pane, 6, { x: 200, y: 150 });
    const before = sceneAt(view, scene, pane, anchor);
    for (const zoom of [8, 13.7, 24, 9]) {
      view = zoomTo(view, scene, pane, zoom, anchor);
      const after = sceneAt(view, scene, pane, anchor);
      expect(Math.abs(after.x - before.x) * scene.width * zoom).toBeLessThan(2); // the picture lies on whole pixels
      expect(Math.abs(after.y - before.y) * scene.height * zoom).toBeLessThan(2);
    }
  });

  test('a picture never leaves an empty border, and one smaller than the pane stays centred', () => {
    const far = panBy(zoomTo(FIT, scene, pane, 10), scene, pane, 1e5, -1e5);
    const rect = sceneRect(far, scene, pane);
    expect(rect.x).toBe(0);
    expect(rect.y + rect.height).toBe(pane.height);
    expect(panBy(FIT, scene, pane, 500, 500)).toEqual(FIT);
  });

  test('steps up and down a ladder and back', () => {
    const up = zoomStep(FIT, scene, pane, 1);
    expect(up.zoom).toBe(4);
    expect(zoomStep(up, scene, pane, -1).zoom).toBe(3);
  });

  test('one scene point is a pixel of its own in every image size', () => {
    expect(pixelAt({ x: 0.999, y: 0.5 }, { width: 64, height: 48 })).toEqual({ x: 63, y: 24 });
    expect(pixelAt({ x: 0.999, y: 0.5 }, { width: 256, height: 192 })).toEqual({ x: 255, y: 96 });
    expect(pixelAt({ x: 1, y: 0.5 }, scene)).toBeUndefined();
  });
});
