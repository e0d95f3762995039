// The fields of forms: label above, help under, error at the field. Each is bound to one value of a `useForm` form.
import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core'
import type { HTMLInputAutoCompleteAttribute, ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import type { FieldName, Form, FormValues } from './use-form.ts'

export interface FieldProps<Values extends FormValues<Values>> {
  readonly form: Form<Values>
  readonly name: FieldName<Values>
  readonly label: string
  readonly help?: ReactNode
  readonly required?: boolean
  readonly disabled?: boolean
  readonly autoFocus?: boolean
}

export interface TextFieldProps<Values extends FormValues<Values>> extends FieldProps<Values> {
  readonly type?: 'text' | 'email'
  readonly autoComplete?: HTMLInputAutoCompleteAttribute
  readonly maxLength?: number
  readonly placeholder?: string
}

export function TextField<Values extends FormValues<Values>>(props: TextFieldProps<Values>): ReactNode {
  const { type = 'text', autoComplete, maxLength, placeholder } = props
  return (
    <TextInput
      {...useBinding(props)}
      type={type}
      autoComplete={autoComplete ?? 'off'}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  )
}

export interface PasswordFieldProps<Values extends FormValues<Values>> extends FieldProps<Values> {
  readonly autoComplete: 'current-password' | 'new-password'
}

export function PasswordField<Values extends FormValues<Values>>(props: PasswordFieldProps<Values>): ReactNode {
  const t = useT()
  return (
    <PasswordInput
      {...useBinding(props)}
      autoComplete={props.autoComplete}
      visibilityToggleButtonProps={{ 'aria-label': t('form.showPassword') }}
    />
  )
}

export interface NumberFieldProps<Values extends FormValues<Values>> extends FieldProps<Values> {
  readonly unit?: string | null
}

/** Holds the text as typed, comma or full stop; read it with `readDecimal` (decimal.ts) before sending. */
export function NumberField<Values extends FormValues<Values>>(props: NumberFieldProps<Values>): ReactNode {
  const { unit } = props
  const section = unit == null || unit === '' ? {} : { rightSection: <span className="form-unit">{unit}</span> }
  return (
    <TextInput
      {...useBinding(props)}
      {...section}
      rightSectionWidth="auto"
      className="form-number"
      inputMode="decimal"
      autoComplete="off"
    />
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
}

export interface SelectFieldProps<Values extends FormValues<Values>> extends FieldProps<Values> {
  readonly choices: readonly Choice[]
  /** The words for “none chosen”; without them the first choice is the default. */
  readonly emptyLabel?: string
}

export function SelectField<Values extends FormValues<Values>>(props: SelectFieldProps<Values>): ReactNode {
  const { choices, emptyLabel } = props
  const data = emptyLabel === undefined ? [...choices] : [{ value: '', label: emptyLabel }, ...choices]
  return <NativeSelect {...useBinding(props)} data={data} />
}

export interface DayFieldProps<Values extends FormValues<Values>> extends FieldProps<Values> {
  readonly min?: string
  readonly max?: string
}

/** A calendar day; the value is ISO text, the browser shows it as the person writes dates. */
export function DayField<Values extends FormValues<Values>>(props: DayFieldProps<Values>): ReactNode {
  const { min, max } = props
  return <TextInput {...useBinding(props)} type="date" min={min ?? '1990-01-01'} max={max ?? '2100-12-31'} />
}

export interface TextareaFieldProps<Values extends FormValues<Values>> extends FieldProps<Values> {
  readonly rows?: number
  readonly maxLength?: number
}

export function TextareaField<Values extends FormValues<Values>>(props: TextareaFieldProps<Values>): ReactNode {
  const { rows = 3, maxLength } = props
  return <Textarea {...useBinding(props)} rows={rows} {...(maxLength === undefined ? {} : { maxLength })} />
}

export function CheckboxField<Values extends FormValues<Values>>(props: FieldProps<Values>): ReactNode {
  const { form, name, label, help, disabled = false } = props
  return (
    <Checkbox
      label={label}
      description={help}
      disabled={disabled}
      checked={form.values[name] === true}
      error={form.errors[name]}
      onChange={(event) => form.set(name, event.currentTarget.checked)}
    />
  )
}

interface TextBinding {
  readonly label: string
  readonly description: ReactNode
  readonly inputWrapperOrder: ['label', 'input', 'description', 'error']
  readonly required: boolean
  readonly withAsterisk: boolean
  readonly disabled: boolean
  readonly value: string
  readonly error: ReactNode
  readonly 'data-autofocus': boolean | undefined
  readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void
}

function useBinding<Values extends FormValues<Values>>(props: FieldProps<Values>): TextBinding {
  const t = useT()
  const { form, name, label, help, required = false, disabled = false, autoFocus = false } = props
  return {
    label: required ? label : t('form.optional', { label }),
    description: help,
    inputWrapperOrder: ['label', 'input', 'description', 'error'],
    required,
    withAsterisk: false,
    disabled,
    value: String(form.values[name] ?? ''),
    error: form.errors[name],
    'data-autofocus': autoFocus || undefined,
    onChange: (event) => form.set(name, event.currentTarget.value),
  }
}
