/** Kilonova's mark, in colours that stand out from the page in either theme. */
export function BrandMark({ size }: { size: number }) {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden>
      <circle className="brand-disc" cx="16" cy="16" r="16" />
      <g fill="none" strokeLinecap="round" strokeWidth="2">
        <path className="brand-arc" d="M5.2 19.5C8 9.5 20.500 6 26.500 11.500" />
        <path className="brand-ember" d="M26.800 12.500C24 22.500 11.500 26 5.500 20.500" />
      </g>
      <path
        className="brand-star"
        d="M16 8.500l1.700 5.800L23.500 16l-5.800 1.700L16 23.500l-1.700-5.800L8.500 16l5.800-1.700z"
      />
    </svg>
  )
}
