import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** Kilonova's violet, from the lightest shade to the darkest: for the primary action, the focus and what is selected. */
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

const gray: MantineColorsTuple = [
  '#f6f6f8',
  '#eeeff2',
  '#e6e7eb',
  '#dadce2',
  '#c6c9d1',
  '#9a9fab',
  '#6c7280',
  '#515764',
  '#373c47',
  '#1b1d23',
]

/** Text, dimmed text, borders, then the surfaces from raised (6) to the page (8). */
const dark: MantineColorsTuple = [
  '#e4e5ea',
  '#c5c7cf',
  '#a3a6b1',
  '#7d818d',
  '#3a3c45',
  '#2e3038',
  '#24262c',
  '#1a1b20',
  '#111216',
  '#0b0c0f',
]

/** Kilonova's look. */
export const theme = createTheme({
  primaryColor: 'nova',
  primaryShade: { light: 6, dark: 6 },
  colors: { nova, gray, dark },
  black: '#1b1d23',
  defaultRadius: 'sm',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontFamily: '"Inter Variable", "Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.3333', sm: '1.5385', md: '1.4286', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '0.875rem', lineHeight: '1.4286' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4286' },
      h4: { fontSize: '0.8125rem', lineHeight: '1.5385' },
    },
  },
  shadows: {
    sm: '0 1px 2px rgb(15 17 26 / 10%)',
    md: '0 0 0 1px var(--kn-line), 0 8px 24px rgb(15 17 26 / 14%)',
    xl: '0 0 0 1px var(--kn-line), 0 16px 48px rgb(15 17 26 / 22%)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Not `Tooltip.extend` and the like: those would load all of them with the sign-in page.
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
    Button: { defaultProps: { size: 'sm' } },
    // The placeholder is a focusable child, which a menu must not have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md' } },
    Modal: { defaultProps: { shadow: 'xl', overlayProps: { backgroundOpacity: 0.45 } } },
    Popover: { defaultProps: { shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 250, multiline: true, maw: 340 } },
    // A list opens on a click or a key, not on focus. What scrolls is the list itself, which the keyboard moves through: a
    // scroll area around it could not be reached.
    Select: { defaultProps: { openOnFocus: false, withScrollArea: false } },
    MultiSelect: { defaultProps: { withScrollArea: false } },
    Autocomplete: { defaultProps: { withScrollArea: false } },
    TagsInput: { defaultProps: { withScrollArea: false } },
  },
})

/**
 * The surfaces are three: `--kn-page` below everything, `--kn-surface` for what stands on it, `--kn-raised` for what floats
 * above. Mantine's colours whose contrast on them is below 4.5:1 are replaced.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--kn-page': '#f6f6f8',
    '--kn-surface': '#ffffff',
    '--kn-raised': '#ffffff',
    '--kn-line': '#e6e7eb',
    '--kn-hover': 'rgb(27 29 35 / 4%)',
    '--kn-tint': 'rgb(93 88 214 / 7%)',
    '--kn-track': 'rgb(27 29 35 / 7%)',
    '--kn-good': '#0b8a62',
    '--kn-bad': '#c92a2a',
    '--kn-bad-fill': '#c92a2a',
    '--kn-warn': '#a86200',
    '--kn-warn-fill': '#ffe3a8',
    '--kn-warn-text': '#5e3a00',
    '--kn-idle': '#6c7280',
    '--kn-moving': '#5d58d6',
    '--kn-admin': '#f0a020',
    '--kn-highlight': 'rgb(93 88 214 / 14%)',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b1d23',
    '--mantine-color-dimmed': '#5a606d',
    '--mantine-color-placeholder': '#6c7280',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-default-border': '#dadce2',
    '--mantine-color-disabled-color': '#6c7280',
  },
  dark: {
    '--kn-page': '#111216',
    '--kn-surface': '#1a1b20',
    '--kn-raised': '#24262c',
    '--kn-line': '#2e3038',
    '--kn-hover': 'rgb(228 229 234 / 5%)',
    '--kn-tint': 'rgb(134 130 232 / 12%)',
    '--kn-track': 'rgb(228 229 234 / 9%)',
    '--kn-good': '#2fc48d',
    '--kn-bad': '#ff8787',
    '--kn-bad-fill': '#c92a2a',
    '--kn-warn': '#f5b556',
    '--kn-warn-fill': '#5c4108',
    '--kn-warn-text': '#ffdf9e',
    '--kn-idle': '#9498a4',
    '--kn-moving': '#a29fee',
    '--kn-admin': '#d98e1f',
    '--kn-highlight': 'rgb(134 130 232 / 26%)',
    '--mantine-color-body': '#1a1b20',
    '--mantine-color-text': '#e4e5ea',
    '--mantine-color-dimmed': '#a3a6b1',
    '--mantine-color-placeholder': '#8b8f9b',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#b3b1f2',
    '--mantine-color-default': '#24262c',
    '--mantine-color-default-hover': '#2e3038',
    '--mantine-color-default-border': '#3a3c45',
    '--mantine-color-disabled-color': '#8b8f9b',
    '--mantine-color-nova-light': 'rgb(134 130 232 / 16%)',
    '--mantine-color-nova-light-hover': 'rgb(134 130 232 / 22%)',
    '--mantine-color-nova-light-color': '#c2c1f4',
    '--mantine-color-red-light': 'rgb(250 82 82 / 14%)',
    '--mantine-color-teal-light': 'rgb(32 201 151 / 15%)',
    '--mantine-color-gray-light': 'rgb(150 155 176 / 14%)',
    '--mantine-color-yellow-light': 'rgb(250 176 5 / 12%)',
  },
})
