import { createContext, useContext, useEffect } from 'react'

/** What the titles of browser tabs end with: the page, the place that it is about, the product. */
export const TabTitleEnd = createContext<readonly string[]>(['Kilonova'])

/** Gives the browser's tab its title: what the page is about, then where that is. */
export function useTabTitle(title: string): void {
  const end = useContext(TabTitleEnd)
  const text = [...new Set([title, ...end])].join(' · ')
  useEffect(() => {
    document.title = text
  }, [text])
}
