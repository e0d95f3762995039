// The audit's filters: kept in the URL, so that a link shows the same selection.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { membersQuery } from '../queries.ts'
import { useUrlParam, useUrlParamAhead, useUrlPatch, useUrlSearch } from '../url-param.ts'
import { useActWords } from './use-act-words.ts'

const names = ['from', 'to', 'actor_id', 'action', 'entity_id'] as const

export function AuditFilters(): ReactNode {
  const t = useT()
  const search = useUrlSearch()
  const patch = useUrlPatch()
  const members = useQuery(membersQuery)
  const [from, setFrom] = useUrlParamAhead('from')
  const [to, setTo] = useUrlParamAhead('to')
  const [actor, setActor] = useUrlParam('actor_id')
  const [action, setAction] = useUrlParam('action')
  const choices = (members.data?.items ?? []).map(({ id, full_name }) => ({ value: id, label: full_name }))
  const { choices: known, nameOf } = useActWords()
  // A link may name an act that this build does not know.
  const acts =
    action === '' || known.some(({ value }) => value === action)
      ? known
      : [...known, { value: action, label: nameOf(action) }]
  const filtered = names.some((name) => (search[name] ?? '') !== '')
  return (
    <div className="audit-filters no-print" role="search" aria-label={t('audit.filters')}>
      <TextInput
        size="xs"
        type="date"
        label={t('audit.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        type="date"
        label={t('audit.to')}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        label={t('audit.actor')}
        value={actor}
        onChange={(event) => setActor(event.currentTarget.value)}
        data={[{ value: '', label: t('audit.anybody') }, ...choices]}
      />
      <NativeSelect
        size="xs"
        label={t('audit.action')}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
        data={[{ value: '', label: t('audit.anyAct') }, ...acts]}
      />
      <SettledInput name="entity_id" label={t('audit.entityId')} />
      {filtered ? (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          onClick={() => patch(Object.fromEntries(names.map((name) => [name, ''])))}
        >
          {t('audit.clear')}
        </Button>
      ) : null}
    </div>
  )
}

interface SettledInputProps {
  readonly name: string
  readonly label: string
}

const settleMilliseconds = 400

/** A text filter that asks the server when typing has paused. */
function SettledInput({ name, label }: SettledInputProps): ReactNode {
  const [value, setValue] = useUrlParam(name)
  const [typed, setTyped] = useState(value)
  const [followed, setFollowed] = useState(value)
  const [sent, setSent] = useState(value)
  if (followed !== value) {
    setFollowed(value)
    // What comes back is what this field sent a moment ago: somebody may have typed on since.
    if (sent !== value) {
      setSent(value)
      setTyped(value)
    }
  }
  useEffect(() => {
    if (typed.trim() === value) return undefined
    const timer = setTimeout(() => {
      setSent(typed.trim())
      setValue(typed.trim())
    }, settleMilliseconds)
    return () => clearTimeout(timer)
  }, [typed, value, setValue])
  return <TextInput size="xs" label={label} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
}
