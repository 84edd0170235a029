// What could not be done, and why.

interface Props {
  readonly text: string;
  readonly dismiss?: () => void;
}

export function Trouble({ text, dismiss }: Props) {
  return (
    <div class="trouble" role="alert">
      <span>{text}</span>
      {dismiss !== undefined && (
        <button type="button" onClick={dismiss}>
          Close
        </button>
      )}
    </div>
  );
}
