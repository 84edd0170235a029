// A bar to either side of a line: to the left the share that was harmed, hatched; to the right that which was helped.

interface Props {
  readonly helped: number;
  readonly harmed: number;
  /** The share that fills a side. */
  readonly widest: number;
}

const [WIDTH, HEIGHT] = [180, 16];
const MIDDLE = WIDTH / 2;

export function HelpHarm({ helped, harmed, widest }: Props) {
  const length = (share: number): number => (Number.isFinite(share) ? (share / widest) * (MIDDLE - 2) : 0);
  const [left, right] = [length(harmed), length(helped)];
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
      <rect class="model-4" x={MIDDLE - left} y="3" width={left} height={HEIGHT - 6} />
      <rect fill="url(#explorer-hatch)" x={MIDDLE - left} y="3" width={left} height={HEIGHT - 6} />
      <rect class="model-2" x={MIDDLE} y="3" width={right} height={HEIGHT - 6} />
      <line class="whisker" x1={MIDDLE} x2={MIDDLE} y1="0" y2={HEIGHT} />
    </svg>
  );
}
