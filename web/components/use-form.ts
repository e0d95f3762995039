// The state of one form: values, errors at their fields, drafts that survive a reload or an expired session.
import { useCallback, useEffect, useId, useRef, useState, type FormEvent } from 'react'
import { clearDraft, readDraft, writeDraft } from '../drafts.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { ApiProblem } from '../problem.ts'
import { fieldErrorText } from '../problem-text.ts'

/** Texts and ticks by field name; an interface will do. */
export type FormValues<Values> = { readonly [Name in keyof Values]: string | boolean }
export type FieldName<Values> = keyof Values & string
/** The sentence at each field that has one. */
export type FieldErrors<Values> = { readonly [Name in FieldName<Values>]?: string | undefined }

const noErrors = {}

interface ShownErrors<Values> {
  readonly texts: FieldErrors<Values>
  readonly fromServer: boolean
}

const nothingShown = { texts: noErrors, fromServer: false }

export interface FormOptions<Values extends FormValues<Values>> {
  readonly initial: Values
  /** Mistakes that need no server; empty when all is well. */
  readonly validate?: (values: Values) => FieldErrors<Values>
  /** Sends the form; a thrown ApiProblem goes to its fields and the summary. */
  readonly submit: (values: Values) => Promise<void>
  /** Keeps what is typed under this key until it is sent. Never for passwords. */
  readonly draftKey?: string
  /** Puts a restored draft right where a choice it holds is none any more. */
  readonly mendDraft?: (draft: Values) => Values
  /** For server fields with another name: `{'/new_password': 'password'}`. */
  readonly pointers?: Readonly<Record<string, FieldName<Values>>>
}

export interface Form<Values extends FormValues<Values>> {
  readonly id: string
  readonly values: Values
  readonly errors: FieldErrors<Values>
  readonly problem: unknown
  readonly shownPointers: readonly string[]
  readonly busy: boolean
  readonly dirty: boolean
  readonly restored: boolean
  readonly set: (name: FieldName<Values>, value: string | boolean) => void
  /** Starts anew; while the form is being sent, what was typed since it left stays. */
  readonly reset: (values?: Values) => void
  readonly onSubmit: (event?: FormEvent) => void
}

export function useForm<Values extends FormValues<Values>>(options: FormOptions<Values>): Form<Values> {
  const id = useId()
  const { initial, draftKey } = options
  const [draft] = useState(() => (draftKey === undefined ? null : restoredDraft(draftKey, options)))
  const [values, setValues] = useState<Values>(draft ?? initial)
  const [restored, setRestored] = useState(draft !== null)
  const [errors, setErrors] = useState<ShownErrors<Values>>(nothingShown)
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const fail = useFocusOnFailure(id)
  const present = useRef(values)
  const sending = useRef<Values | null>(null) // what is on its way, until it is there or the form has started anew
  const placeErrors = usePlacedErrors(options)
  const set = useCallback<Form<Values>['set']>(
    (name, value) => {
      present.current = { ...present.current, [name]: value }
      keepDraft(draftKey, present.current)
      setValues(present.current)
      setErrors((previous) => ({ ...previous, texts: { ...previous.texts, [name]: undefined } }))
    },
    [draftKey],
  )
  const reset = (next: Values = initial): void => {
    const kept = sending.current === null ? {} : changedSince(sending.current, present.current)
    sending.current = null
    present.current = { ...next, ...kept }
    keepDraft(draftKey, Object.keys(kept).length === 0 ? null : present.current)
    setValues(present.current)
    setErrors(nothingShown)
    setProblem(null)
    setRestored(false)
  }
  const send = async (): Promise<void> => {
    const mistakes = options.validate?.(values) ?? noErrors
    setErrors({ texts: mistakes, fromServer: false })
    setProblem(null)
    if (Object.keys(withoutUndefined(mistakes)).length > 0) return fail()
    setBusy(true)
    sending.current = values
    try {
      await options.submit(values)
      if (sending.current === values) keepDraft(draftKey, null)
      setRestored(false)
    } catch (error) {
      setProblem(error)
      setErrors({ texts: placeErrors(error).errors, fromServer: true })
      fail()
    } finally {
      sending.current = null
      setBusy(false)
    }
  }
  return {
    id,
    values,
    errors: errors.fromServer ? errors.texts : stillHolding(errors.texts, options.validate?.(values) ?? noErrors),
    problem,
    shownPointers: placeErrors(problem).pointers,
    busy,
    dirty: !isSame(values, initial),
    restored,
    set,
    reset,
    onSubmit: (event) => {
      event?.preventDefault()
      if (!busy) void send()
    },
  }
}

/**
 * A mistake may be put right in another field than its own: two thresholds that contradict each other. One that is not
 * shown waits for the next try: who is still typing has made none.
 */
function stillHolding<Values>(shown: FieldErrors<Values>, now: FieldErrors<Values>): FieldErrors<Values> {
  const names = (Object.keys(shown) as FieldName<Values>[]).filter(
    (name) => shown[name] !== undefined && now[name] !== undefined,
  )
  return Object.fromEntries(names.map((name) => [name, now[name]])) as FieldErrors<Values>
}

/** The fields that say something else than when the form left. */
function changedSince<Values extends object>(sent: Values, now: Values): Partial<Values> {
  const changed = Object.entries(now).filter(([name, value]) => sent[name as keyof Values] !== value)
  return Object.fromEntries(changed) as Partial<Values>
}

function keepDraft(key: string | undefined, values: Readonly<Record<string, unknown>> | null): void {
  if (key === undefined) return
  if (values === null) clearDraft(key)
  else writeDraft(key, values)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What to call when the form has failed: after the errors stand in the page, the first one takes the focus. */
function useFocusOnFailure(formId: string): () => void {
  const [failures, setFailures] = useState(0)
  useEffect(() => {
    if (failures > 0) focusFirstError(formId)
  }, [failures, formId])
  return () => setFailures((count) => count + 1)
}

interface PlacedErrors<Values> {
  readonly errors: FieldErrors<Values>
  readonly pointers: readonly string[]
}

/** Which of a problem's errors belong to a field of this form, in the reader's words. */
function usePlacedErrors<Values extends FormValues<Values>>(
  options: FormOptions<Values>,
): (error: unknown) => PlacedErrors<Values> {
  const { catalogue, language } = useI18n()
  return (error) => {
    const errors: Partial<Record<string, string>> = {}
    const pointers: string[] = []
    for (const field of error instanceof ApiProblem ? error.errors : []) {
      const name = options.pointers?.[field.pointer] ?? field.pointer.replace(/^\//, '')
      if (!Object.hasOwn(options.initial, name)) continue
      errors[name] ??= fieldErrorText(field, catalogue, language)
      pointers.push(field.pointer)
    }
    return { errors: errors as FieldErrors<Values>, pointers }
  }
}

/** A required text, said in the reader's language; undefined when present. */
export function useRequired(): (value: string) => string | undefined {
  const t = useT()
  return (value) => (value.trim() === '' ? t('form.required') : undefined)
}

/** Field errors without the fields that have none. */
export function withoutUndefined<Name extends string>(errors: { readonly [One in Name]?: string | undefined }): Partial<
  Record<Name, string>
> {
  const present = Object.entries(errors).filter(([, error]) => error !== undefined)
  return Object.fromEntries(present) as Partial<Record<Name, string>>
}

function restoredDraft<Values extends FormValues<Values>>(
  key: string,
  { initial, mendDraft }: Pick<FormOptions<Values>, 'initial' | 'mendDraft'>,
): Values | null {
  const draft = readDraft(key)
  if (draft === null) return null
  const merged: Record<string, string | boolean> = { ...initial }
  for (const [name, value] of Object.entries(draft)) {
    if (typeof value === typeof merged[name]) merged[name] = value as string | boolean
  }
  const fitting = merged as unknown as Values
  const mended = mendDraft?.(fitting) ?? fitting
  return isSame(mended, initial) ? null : mended
}

const invalidControl =
  'input[aria-invalid=true], select[aria-invalid=true], textarea[aria-invalid=true], [data-error] input'

function focusFirstError(formId: string): void {
  const form = document.getElementById(formId)
  const target = form?.querySelector<HTMLElement>(invalidControl) ?? form?.querySelector<HTMLElement>('[role="alert"]')
  target?.scrollIntoView({ block: 'nearest' })
  target?.focus()
}
