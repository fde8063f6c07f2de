import type { Shape } from './canvas';

/** A shape within `radius` of a centre. */
function around(cx: number, cy: number, radius: number, distance: Shape['distance']): Shape {
  return { distance, left: cx - radius, top: cy - radius, right: cx + radius, bottom: cy + radius };
}

export function ellipse(cx: number, cy: number, rx: number, ry: number, angle = 0): Shape {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return around(cx, cy, Math.max(rx, ry), (px, py) => {
    const x = ((px - cx) * c + (py - cy) * s) / rx;
    const y = ((py - cy) * c - (px - cx) * s) / ry;
    const k = Math.sqrt(x * x + y * y);
    // First-order distance: exact for circles and close to the edge, where it matters.
    return k < 1e-6
      ? -Math.min(rx, ry)
      : ((k - 1) * k) / Math.sqrt((x * x) / (rx * rx) + (y * y) / (ry * ry));
  });
}

export function box(cx: number, cy: number, width: number, height: number, angle = 0, corner = 0): Shape {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [hx, hy] = [width / 2 - corner, height / 2 - corner];
  const distance = (px: number, py: number): number => {
    const x = Math.abs((px - cx) * c + (py - cy) * s) - hx;
    const y = Math.abs((py - cy) * c - (px - cx) * s) - hy;
    if (x <= 0 || y <= 0) return Math.max(x, y) - corner;
    return Math.sqrt(x * x + y * y) - corner;
  };
  const ex = (Math.abs(c) * width + Math.abs(s) * height) / 2;
  const ey = (Math.abs(s) * width + Math.abs(c) * height) / 2;
  return { distance, left: cx - ex, right: cx + ex, top: cy - ey, bottom: cy + ey };
}

/** A line of the given thickness with round ends. */
export function capsule(x0: number, y0: number, x1: number, y1: number, thickness: number): Shape {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const lengthSquared = Math.max(dx * dx + dy * dy, 1e-9);
  const r = thickness / 2;
  return {
    distance: (px, py) => {
      const t = Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / lengthSquared));
      const [ex, ey] = [px - x0 - t * dx, py - y0 - t * dy];
      return Math.sqrt(ex * ex + ey * ey) - r;
    },
    left: Math.min(x0, x1) - r,
    right: Math.max(x0, x1) + r,
    top: Math.min(y0, y1) - r,
    bottom: Math.max(y0, y1) + r,
  };
}

/** A convex polygon; the points go clockwise on screen. */
function polygon(points: readonly (readonly [number, number])[]): Shape {
  const edges = points.map(([x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length]!;
    const length = Math.hypot(nextX - x, nextY - y) || 1;
    return { x, y, nx: (nextY - y) / length, ny: (x - nextX) / length };
  });
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    distance: (px, py) => {
      let distance = Number.NEGATIVE_INFINITY;
      for (const { x, y, nx, ny } of edges) distance = Math.max(distance, (px - x) * nx + (py - y) * ny);
      return distance;
    },
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

/** A regular polygon, or with few corners a triangle or a lozenge. */
export function regularPolygon(
  cx: number,
  cy: number,
  radius: number,
  corners: number,
  angle: number,
): Shape {
  return polygon(
    Array.from({ length: corners }, (_, i) => {
      const a = angle + (2 * Math.PI * i) / corners;
      return [cx + radius * Math.cos(a), cy + radius * Math.sin(a)] as const;
    }),
  );
}

/** The outline of a shape. */
export function ring(shape: Shape, thickness: number): Shape {
  const r = thickness / 2;
  return {
    distance: (x, y) => Math.abs(shape.distance(x, y)) - r,
    left: shape.left - r,
    right: shape.right + r,
    top: shape.top - r,
    bottom: shape.bottom + r,
  };
}

/** A pointed leaf: the intersection of two circles. */
export function leaf(cx: number, cy: number, length: number, width: number, angle: number): Shape {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const radius = (length * length + width * width) / (4 * width);
  const offset = radius - width / 2;
  return around(cx, cy, length / 2, (px, py) => {
    const x = (px - cx) * c + (py - cy) * s;
    const y = Math.abs((py - cy) * c - (px - cx) * s) + offset;
    return Math.sqrt(x * x + y * y) - radius;
  });
}

/** A wavy closed curve around a centre: radius times one plus a few harmonics of the angle. */
export function blob(
  cx: number,
  cy: number,
  radius: number,
  waves: readonly [amount: number, phase: number][],
): Shape {
  const reach = radius * (1 + waves.reduce((sum, [amount]) => sum + Math.abs(amount), 0));
  return around(cx, cy, reach, (px, py) => {
    const [x, y] = [px - cx, py - cy];
    const angle = Math.atan2(y, x);
    let r = radius;
    waves.forEach(([amount, phase], k) => {
      r += radius * amount * Math.cos((k + 2) * angle + phase);
    });
    return (Math.sqrt(x * x + y * y) - r) * 0.85;
  });
}

/** Everything below the line y = height(x), `width` pixels wide; `slope` bounds how steep the line is. */
export function below(height: (x: number) => number, width: number, bottom: number, slope: number): Shape {
  const steepness = 1 / Math.hypot(1, slope);
  return { distance: (x, y) => (height(x) - y) * steepness, left: 0, right: width, top: 0, bottom };
}
