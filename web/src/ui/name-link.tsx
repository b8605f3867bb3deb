import { Link } from 'react-router'

/** The name of a thing as the link to its page, on one line; what does not fit is shown on hover. */
export function NameLink({ to, name }: { to: string; name: string }) {
  return (
    <Link to={to} className="name-link clip" title={name}>
      {name}
    </Link>
  )
}
