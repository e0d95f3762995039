// Where a comment is written: its text, the people it names, the files that go with it.
import { ActionIcon, Button } from '@mantine/core'
import { IconPaperclip, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type ClipboardEvent, type DragEvent, type ReactNode } from 'react'
import { announce } from '#web/announcer.ts'
import { post } from '#web/api.ts'
import { FormView } from '#web/components/form.tsx'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { membersQuery } from '#web/queries.ts'
import type { Comment } from '../schemas.ts'
import { fileKinds } from './file-kinds.ts'
import { refresh } from './keys.ts'
import { MentionField } from './mention-field.tsx'
import { mentionedIn } from './mention-text.ts'
import type { KpiKey } from './messages-fr.ts'
import type { CommentParent } from './queries.ts'
import { pastedPictures, useCommentFiles, type CommentFiles } from './use-comment-files.ts'

const contentCharactersMax = 2000

export function CommentForm({ parent }: { readonly parent: CommentParent }): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const members = useQuery(membersQuery)
  const people = members.data?.items ?? []
  const [chosen, setChosen] = useState<readonly string[]>([])
  const files = useCommentFiles()
  const form = useForm({
    initial: { content: '' },
    draftKey: `kpi.comment.${parent.id}`,
    validate: (values) => withoutUndefined({ content: required(values.content) }),
    submit: async (values) => {
      const content = values.content.trim()
      const mentions = mentionedIn(content, people, chosen)
      const comment = await post<Comment>(`/${parent.kind}/${parent.id}/comments`, { content, mentions })
      // The words stand from here on: what becomes of the files is told apart.
      form.reset()
      setChosen([])
      await files.send(comment.id)
      await refresh(queryClient, 'comment')
    },
  })
  return (
    <FileCatcher files={files}>
      <FormView form={form} submitLabel={t('kpi.comments.send')} quiet>
        <MentionField
          form={form}
          label={t('kpi.comments.write')}
          maxLength={contentCharactersMax}
          people={people}
          onChoose={(id) => setChosen((before) => [...before, id])}
        />
        <ChosenFiles files={files} />
      </FormView>
      {files.failures.map(({ name, error }) => (
        <div key={name} className="comment-file-failure">
          <p>{t('kpi.attachments.failed', { name })}</p>
          <ProblemNotice error={error} />
        </div>
      ))}
    </FileCatcher>
  )
}

/** Takes what is dropped on the form or pasted into it. */
function FileCatcher({ files, children }: { readonly files: CommentFiles; readonly children: ReactNode }): ReactNode {
  const t = useT<KpiKey>()
  const [over, setOver] = useState(false)
  const take = (taken: readonly File[]): void => {
    files.add(taken)
    announce(t('kpi.attachments.chosen', { count: taken.length }))
  }
  const drop = (event: DragEvent): void => {
    setOver(false)
    // Words that are dropped belong into the field.
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  }
  const paste = (event: ClipboardEvent): void => {
    const count = files.chosen.length
    const pictures = pastedPictures(event.clipboardData, (index) =>
      t('kpi.attachments.pasted', { number: String(count + index + 1) }),
    )
    if (pictures.length === 0) return
    event.preventDefault()
    take(pictures)
  }
  return (
    <div
      className="comment-form"
      data-over={over}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onPaste={paste}
    >
      {children}
    </div>
  )
}

function ChosenFiles({ files }: { readonly files: CommentFiles }): ReactNode {
  const t = useT<KpiKey>()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="comment-files-chosen">
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconPaperclip size={15} stroke={1.5} />}
        disabled={files.sending !== null}
        onClick={() => input.current?.click()}
      >
        {t('kpi.attachments.add')}
      </Button>
      <span className="quiet small">{t('kpi.attachments.help')}</span>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('kpi.attachments.add')}
        accept={fileKinds.join(',')}
        onChange={(event) => {
          files.add([...(event.currentTarget.files ?? [])])
          // The same file, corrected, can be chosen again.
          event.currentTarget.value = ''
        }}
      />
      {files.chosen.length === 0 ? null : (
        <ul className="plain-list">
          {files.chosen.map((file, index) => (
            <ChosenFile key={`${index} ${file.name}`} file={file} files={files} />
          ))}
        </ul>
      )}
      {files.mistakes.length === 0 ? null : (
        <div role="alert" className="comment-file-mistakes">
          {files.mistakes.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      )}
    </div>
  )
}

function ChosenFile({ file, files }: { readonly file: File; readonly files: CommentFiles }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const { name } = file
  return (
    <li className="kept-file">
      <span className="kept-file-name">
        {name} <span className="quiet small">{format.bytes(file.size)}</span>
        {files.sending?.file === file ? (
          <progress max={1} value={files.sending.share} aria-label={t('file.sending', { name })}>
            {format.share(files.sending.share)}
          </progress>
        ) : null}
      </span>
      <ActionIcon
        size="md"
        aria-label={t('kpi.attachments.leaveOut', { name })}
        title={t('kpi.attachments.leaveOut', { name })}
        disabled={files.sending !== null}
        onClick={() => files.remove(file)}
      >
        <IconX size={15} stroke={1.5} />
      </ActionIcon>
    </li>
  )
}
