import { createTheme, Menu, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** The violet of a merging pair of stars, from a breath to almost night. */
const nova: MantineColorsTuple = [
  '#f1f1fe',
  '#e1e1fb',
  '#c2c1f4',
  '#a29fee',
  '#8682e8',
  '#7470e5',
  '#5d58d6',
  '#4c48b8',
  '#413da1',
  '#2b2a5f',
]

/** A little blue in the night: pure greys look dirty beside violet. */
const dark: MantineColorsTuple = [
  '#d5d7e0',
  '#b4b8c8',
  '#969bb0',
  '#6a708a',
  '#474d66',
  '#353a50',
  '#262a3c',
  '#1c1f2e',
  '#141722',
  '#0e1018',
]

/** Kilonova's look. */
export const theme = createTheme({
  primaryColor: 'nova',
  primaryShade: { light: 6, dark: 6 },
  colors: { nova, dark },
  defaultRadius: 'md',
  fontFamily: 'Inter, "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The placeholder is a focusable child that a menu may not have.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    // Not `Select.extend`: that would bring Select to every page. A list opens when it is asked for, not as one passes by.
    Select: { defaultProps: { openOnFocus: false } },
  },
})

/** Where Mantine's own colours fall short of 4.5:1 on our backgrounds, or shout in the dark. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#596073',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-error': '#c92a2a',
    '--kn-page': '#f6f7fb',
  },
  dark: {
    '--mantine-color-dimmed': '#a3a8bc',
    '--mantine-color-placeholder': '#8d93a8',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#b3b1f2',
    '--mantine-color-nova-light': 'rgb(134 130 232 / 18%)',
    '--mantine-color-nova-light-hover': 'rgb(134 130 232 / 24%)',
    '--mantine-color-nova-light-color': '#c2c1f4',
    '--mantine-color-red-light': 'rgb(250 82 82 / 14%)',
    '--mantine-color-teal-light': 'rgb(32 201 151 / 15%)',
    '--mantine-color-gray-light': 'rgb(150 155 176 / 16%)',
    '--mantine-color-yellow-light': 'rgb(250 176 5 / 14%)',
    '--kn-page': '#141722',
  },
})
