import type uPlot from 'uplot';
import type { PageData } from '../page-data';
import { AXIS_FONT } from './chart-options';
import { size } from './sizes';
import type { Colours } from './theme';

/** A dashed line at the limit of the memory, with its name. */
export function drawLimit(
  self: uPlot,
  limit: NonNullable<PageData['limit']>,
  theme: Colours,
): void {
  const { ctx, bbox } = self;
  const y = Math.round(self.valToPos(limit.kib, 'y', true));
  ctx.save();
  ctx.strokeStyle = theme.limit;
  ctx.fillStyle = theme.limit;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = scaled(AXIS_FONT);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  const name = limit.kind === 'container' ? 'container limit' : 'memory of the machine';
  ctx.fillText(
    `${name} ${size(limit.kib)}`,
    bbox.left + 6 * devicePixelRatio,
    y - 3 * devicePixelRatio,
  );
  ctx.restore();
}

/** A dot at the peak, with its size, and a line down to the time. */
export function drawPeak(self: uPlot, peak: { at: number; kib: number }, theme: Colours): void {
  const { ctx, bbox } = self;
  const x = self.valToPos(peak.at, 'x', true);
  const y = self.valToPos(peak.kib, 'y', true);
  if (x < bbox.left || x > bbox.left + bbox.width) {
    return;
  }
  const unit = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = theme.text;
  ctx.lineWidth = unit;
  ctx.setLineDash([2 * unit, 3 * unit]);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, 4 * unit, 0, 2 * Math.PI);
  ctx.fillStyle = theme.surface;
  ctx.fill();
  ctx.lineWidth = 2 * unit;
  ctx.stroke();
  ctx.font = scaled(`600 ${AXIS_FONT}`);
  ctx.fillStyle = theme.text;
  ctx.textBaseline = 'bottom';
  const isRight = x > bbox.left + bbox.width * 0.8;
  ctx.textAlign = isRight ? 'right' : 'left';
  ctx.fillText(`peak ${size(peak.kib)}`, x + (isRight ? -8 : 8) * unit, y - 2 * unit);
  ctx.restore();
}

function scaled(font: string): string {
  return font.replace('12px', `${12 * devicePixelRatio}px`);
}
