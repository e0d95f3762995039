// A text in which an @ opens the list of people: arrows choose, Enter or Tab writes the name, Escape closes.
import { Textarea } from '@mantine/core'
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { announce } from '#web/announcer.ts'
import type { Form } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { mentionAt, peopleNamed, writeMention } from './mention-text.ts'
import type { MentionQuery, Person } from './mention-text.ts'
import type { KpiKey } from './messages-fr.ts'
import './mention-field.css'

export interface MentionFieldProps {
  readonly form: Form<{ readonly content: string }>
  readonly label: string
  readonly maxLength: number
  readonly people: readonly Person[]
  /** Somebody was chosen from the list. */
  readonly onChoose: (id: string) => void
}

export function MentionField({ form, label, maxLength, people, onChoose }: MentionFieldProps): ReactNode {
  const t = useT<KpiKey>()
  const area = useRef<HTMLTextAreaElement>(null)
  const list = useMentionList(people)
  const putCaret = useCaret(area)
  const choose = (person: Person): void => {
    const caret = area.current?.selectionStart ?? form.values.content.length
    if (list.query === null) return
    const written = writeMention(form.values.content, { from: list.query.from, caret }, person.full_name)
    form.set('content', written.text)
    onChoose(person.id)
    list.close()
    putCaret(written.caret)
  }
  const look = (): void => {
    const { value = '', selectionStart = 0 } = area.current ?? {}
    const found = list.look(mentionAt(value, selectionStart))
    if (found !== null) announce(t('kpi.mentions.found', { count: found }))
  }
  return (
    <div className="mention-field">
      <Textarea
        ref={area}
        label={label}
        description={t('kpi.mentions.help')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        required
        withAsterisk={false}
        rows={2}
        maxLength={maxLength}
        value={form.values.content}
        error={form.errors.content}
        aria-autocomplete="list"
        {...(list.isOpen ? { 'aria-controls': list.id, 'aria-activedescendant': list.optionId(list.active) } : {})}
        onChange={(event) => {
          form.set('content', event.currentTarget.value)
          look()
        }}
        onKeyDown={(event) => list.onKey(event, choose)}
        onClick={look}
        onBlur={list.close}
      />
      {list.isOpen ? (
        <div id={list.id} role="listbox" aria-label={t('kpi.mentions.list')} className="mention-list">
          {list.choices.map((person, index) => (
            <button
              key={person.id}
              id={list.optionId(index)}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={index === list.active}
              // The field keeps the focus: a press must not take it away before the click.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              {person.full_name}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  )
}

/** Puts the caret as soon as the text stands in the field: the next key must not find it elsewhere. */
function useCaret(area: RefObject<HTMLTextAreaElement | null>): (caret: number) => void {
  const wanted = useRef<number | null>(null)
  useLayoutEffect(() => {
    const caret = wanted.current
    if (caret === null) return
    wanted.current = null
    area.current?.focus()
    area.current?.setSelectionRange(caret, caret)
  })
  return (caret) => {
    wanted.current = caret
  }
}

function useMentionList(people: readonly Person[]) {
  const id = useId()
  const [query, setQuery] = useState<MentionQuery | null>(null)
  const [active, setActive] = useState(0)
  const choices = query === null ? [] : peopleNamed(people, query.text)
  const isOpen = choices.length > 0
  const close = (): void => setQuery(null)
  /** Follows what is typed; answers how many are found when that is news. */
  const look = (next: MentionQuery | null): number | null => {
    setQuery(next)
    if (next === null || next.text === query?.text) return null
    setActive(0)
    return peopleNamed(people, next.text).length
  }
  const onKey = (event: KeyboardEvent, choose: (person: Person) => void): void => {
    if (!isOpen) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const chosen = event.key === 'Enter' || event.key === 'Tab' ? choices[active] : undefined
    if (step === 0 && chosen === undefined && event.key !== 'Escape') return
    event.preventDefault()
    // The page has its own use for these keys: Escape closes what stands around.
    event.stopPropagation()
    if (step !== 0) setActive((active + step + choices.length) % choices.length)
    else if (chosen === undefined) close()
    else choose(chosen)
  }
  return { id, query, choices, active, isOpen, close, look, onKey, optionId: (index: number) => `${id}-${index}` }
}
