// Several people in one field of a form: those chosen as a list to take from, the others in a choice to add from.
import { Button, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import type { Choice } from './fields.tsx'
import type { FieldName, Form, FormValues } from './use-form.ts'
import './people-field.css'

export interface PeopleFieldProps<Values extends FormValues<Values>> {
  readonly form: Form<Values>
  /** The value is the ids with spaces between them: see `readPeople`. */
  readonly name: FieldName<Values>
  readonly label: string
  readonly people: readonly Choice[]
}

/** The ids that a people field holds. */
export function readPeople(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}

export function PeopleField<Values extends FormValues<Values>>(props: PeopleFieldProps<Values>): ReactNode {
  const { form, name, label, people } = props
  const t = useT()
  const errorId = useId()
  const ids = readPeople(String(form.values[name] ?? ''))
  const write = (next: readonly string[]): void => form.set(name, next.join(' '))
  const nameOf = (id: string): string => people.find((person) => person.value === id)?.label ?? id
  const others = people.filter((person) => !ids.includes(person.value))
  const error = form.errors[name]
  return (
    <div className="people-field">
      <NativeSelect
        label={t('form.optional', { label })}
        value=""
        error={error}
        errorProps={{ id: errorId }}
        data={[{ value: '', label: t('form.addPerson') }, ...others]}
        onChange={(event) => {
          const { value } = event.currentTarget
          if (value !== '') write([...ids, value])
        }}
      />
      {ids.length === 0 ? null : (
        <ul className="plain-list people-field-chosen" aria-label={label}>
          {ids.map((id) => (
            <li key={id}>
              <span>{nameOf(id)}</span>
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                aria-label={t('form.removePerson', { name: nameOf(id) })}
                onClick={() => write(ids.filter((one) => one !== id))}
              >
                <IconX size={14} stroke={1.5} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
