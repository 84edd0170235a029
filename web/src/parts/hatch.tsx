// The pattern of what says too little or went wrong, so that colour is not its only sign.

export function Hatch() {
  return (
    <svg class="patterns" aria-hidden="true">
      <defs>
        <pattern
          id="explorer-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="stripe" width="2.5" height="6" />
        </pattern>
      </defs>
    </svg>
  );
}
