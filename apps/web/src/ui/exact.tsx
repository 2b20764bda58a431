/** A number as people read it, every digit of it on hover. */
export function Exact({ text, exact }: { text: string; exact: string }) {
  return (
    <span aria-description={exact === text ? undefined : exact} style={{ whiteSpace: "nowrap" }}>
      {text}
    </span>
  );
}
