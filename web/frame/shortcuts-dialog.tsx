// The list of shortcuts, opened by “?”.
import type { ReactNode } from 'react'
import { Dialog } from '../components/dialog.tsx'
import { useT } from '../i18n/use-i18n.tsx'
import type { MessageKey } from '../i18n/fr.ts'
import { ComfortChoices } from './comfort-choices.tsx'
import './shortcuts-dialog.css'

const shortcuts: readonly (readonly [string, MessageKey])[] = [
  ['Ctrl K', 'shortcuts.palette'],
  ['/', 'shortcuts.search'],
  ['n', 'shortcuts.create'],
  ['j', 'shortcuts.next'],
  ['k', 'shortcuts.previous'],
  ['Enter', 'shortcuts.open'],
  ['Escape', 'shortcuts.close'],
  ['?', 'shortcuts.help'],
]

const keyNames: Readonly<Record<string, MessageKey>> = { Enter: 'key.enter', Escape: 'key.escape' }

export function ShortcutsDialog({ close }: { readonly close: () => void }): ReactNode {
  const t = useT()
  return (
    <Dialog opened close={close} title={t('shortcuts.title')} size="sm">
      <dl className="shortcuts">
        {shortcuts.map(([keys, sentence]) => (
          <div key={keys}>
            <dt>{t(sentence)}</dt>
            <dd>
              <kbd>{keyNames[keys] === undefined ? keys : t(keyNames[keys])}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <ComfortChoices only="singleKeys" />
    </Dialog>
  )
}
