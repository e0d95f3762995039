// The one visual language: ink on white, 1 px lines, one accent; Mantine is restyled here and nowhere else.
import {
  ActionIcon,
  Button,
  CloseButton,
  createTheme,
  Loader,
  Menu,
  Modal,
  PasswordInput,
  Textarea,
  TextInput,
  NativeSelect,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import { IconEye, IconEyeOff, IconX } from '@tabler/icons-react'
import { createElement } from 'react'

// prettier-ignore
const accent: MantineColorsTuple = ['#eef1fd', '#dbe1fa', '#b6c3f5', '#9db0f4', '#8ea4f3', '#6f89ea', '#4c66d8', '#2f4fcf', '#2742b3', '#1e348f']
// prettier-ignore
const dark: MantineColorsTuple = ['#e9eaed', '#b4b7bf', '#9a9ea8', '#797d88', '#4a4e58', '#33363e', '#24262d', '#16181d', '#101216', '#0b0c0f']
// prettier-ignore
const gray: MantineColorsTuple = ['#fafafa', '#f4f4f5', '#ececee', '#dfdfe3', '#c9cad0', '#8a8c94', '#6a6d76', '#55575f', '#3a3c43', '#16181d']

export const theme = createTheme({
  colors: { accent, dark, gray },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  black: '#16181d',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '6px', lg: '8px', xl: '12px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.4' },
      h3: { fontSize: '14px', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  shadows: {
    md: '0 8px 24px rgb(0 0 0 / 12%)',
    lg: '0 12px 40px rgb(0 0 0 / 18%)',
    xl: '0 12px 40px rgb(0 0 0 / 18%)',
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    // Mantine's own drawings are not marked as decoration; these are.
    CloseButton: CloseButton.extend({ defaultProps: { icon: createElement(IconX, { size: 16, stroke: 1.5 }) } }),
    Loader: Loader.extend({ defaultProps: { size: 'sm', color: 'gray' } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        transitionProps: { duration: 80 },
      },
    }),
    Modal: Modal.extend({ defaultProps: { centered: false, shadow: 'lg', transitionProps: { duration: 100 } } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm', rightSectionProps: { 'aria-hidden': true } } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: {
        size: 'sm',
        visibilityToggleIcon: ({ reveal }) => createElement(reveal ? IconEyeOff : IconEye, { size: 16, stroke: 1.5 }),
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false } }),
  },
})

/** White on Mantine's own red is too faint to read; on this one it stands 5.9 to 1, in both themes. */
const redButtons = { '--mantine-color-red-filled': '#c3191f', '--mantine-color-red-filled-hover': '#a5151a' }

/** Socle's own variables beside Mantine's; components use these names only. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--measure': '1280px' },
  light: {
    ...redButtons,
    '--ink': '#16181d',
    '--ink-2': '#55575f',
    '--ink-3': '#6a6d76',
    '--paper': '#ffffff',
    '--paper-2': '#f9f9fa',
    '--paper-3': '#f1f1f3',
    '--line': '#e4e4e7',
    '--line-strong': '#8a8c94',
    '--accent': '#2f4fcf',
    '--green': '#146c37',
    '--green-soft': '#e8f4ec',
    '--orange': '#974800',
    '--orange-soft': '#fdf0e2',
    '--red': '#b3161b',
    '--red-soft': '#fbe9e9',
    '--on-red': '#ffffff',
    '--green-fill': '#1b8a48',
    '--orange-fill': '#d0660a',
    '--red-fill': '#c3191f',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#16181d',
    '--mantine-color-dimmed': '#55575f',
    '--mantine-color-default-border': '#8a8c94',
    '--mantine-color-placeholder': '#6a6d76',
    '--mantine-color-error': '#b3161b',
    '--input-bd': '#8a8c94',
  },
  dark: {
    ...redButtons,
    '--ink': '#e9eaed',
    '--ink-2': '#b4b7bf',
    '--ink-3': '#9a9ea8',
    '--paper': '#16181d',
    '--paper-2': '#1b1d23',
    '--paper-3': '#24262d',
    '--line': '#2c2f37',
    '--line-strong': '#797d88',
    '--accent': '#9db0f4',
    '--green': '#6fcf94',
    '--green-soft': '#1b2b22',
    '--orange': '#eda85c',
    '--orange-soft': '#30261a',
    '--red': '#ff8a84',
    '--red-soft': '#351f21',
    '--on-red': '#16181d',
    '--green-fill': '#4fb878',
    '--orange-fill': '#eda85c',
    '--red-fill': '#f2706a',
    '--mantine-color-body': '#16181d',
    '--mantine-color-text': '#e9eaed',
    '--mantine-color-dimmed': '#b4b7bf',
    '--mantine-color-default-border': '#797d88',
    '--mantine-color-placeholder': '#9a9ea8',
    '--mantine-color-error': '#ff8a84',
    '--input-bd': '#797d88',
  },
})
