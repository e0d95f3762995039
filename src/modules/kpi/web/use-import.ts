// The run of one file through the assistant: sent, checked, fixed, applied. The file stays in the page until the person leaves.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { ApiProblem } from '#web/problem.ts'
import type { ImportJob } from '../import-schemas.ts'
import { firstChoices, type ImportChoices } from './import-form.ts'
import { cancelImport, importJobQuery, isUnderway, sendImport } from './import-queries.ts'
import { keys } from './keys.ts'

export interface ImportRun {
  readonly file: File | null
  readonly choices: ImportChoices
  /** Share of the bytes sent; null when nothing is being sent. */
  readonly share: number | null
  /** The last check of this file, finished or not. */
  readonly job: ImportJob | null
  /** The choices have changed since the last check. */
  readonly stale: boolean
  readonly problem: unknown
  readonly busy: boolean
  readonly takeFile: (file: File) => void
  readonly choose: (changes: Partial<ImportChoices>) => void
  readonly check: () => void
  readonly apply: () => void
  readonly cancel: () => void
  readonly forget: () => void
}

export function useImport(): ImportRun {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const onFailure = useProblemToast()
  const [file, setFile] = useState<File | null>(null)
  const [choices, setChoices] = useState(firstChoices)
  const [checked, setChecked] = useState<ImportChoices | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const [jobId, setJobId] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const sending = useRef<AbortController | null>(null)
  const job = useQuery({ ...importJobQuery(jobId ?? ''), enabled: jobId !== null }).data ?? null
  // Leaving the page stops what is being sent; what has arrived goes on and is found in the list.
  useEffect(() => () => sending.current?.abort(), [])

  const send = async (which: File, how: ImportChoices, dryRun: boolean): Promise<void> => {
    const controller = new AbortController()
    sending.current = controller
    setProblem(null)
    setShare(0)
    try {
      const request = { file: which, choices: how, dryRun, onProgress: setShare, signal: controller.signal }
      const started = await sendImport(request)
      queryClient.setQueryData(importJobQuery(started.id).queryKey, started)
      if (dryRun) setJobId(started.id)
      else await navigate({ to: `/imports/${started.id}` })
    } catch (error) {
      if (controller.signal.aborted) return
      setProblem(error)
      // A refused file has its job too: it says what was understood before the refusal.
      const refused = error instanceof ApiProblem ? error.extra['job_id'] : undefined
      if (typeof refused === 'string') setJobId(refused)
    } finally {
      setShare(null)
      setChecked(how)
      await queryClient.invalidateQueries({ queryKey: keys.imports })
    }
  }
  const takeFile = (next: File): void => {
    setFile(next)
    setChoices(firstChoices)
    setJobId(null)
    void send(next, firstChoices, true)
  }
  const forget = (): void => {
    sending.current?.abort()
    setFile(null)
    setChecked(null)
    setJobId(null)
    setProblem(null)
  }
  const cancel = (): void => {
    sending.current?.abort()
    if (job !== null && isUnderway(job)) cancelImport(job.id).catch(onFailure)
    forget()
  }
  return {
    file,
    choices,
    share,
    job,
    stale: checked !== null && checked !== choices,
    problem,
    busy: share !== null || isUnderway(job ?? undefined),
    takeFile,
    choose: (changes) => setChoices({ ...choices, ...changes }),
    check: () => {
      if (file !== null) void send(file, choices, true)
    },
    apply: () => {
      if (file !== null) void send(file, choices, false)
    },
    cancel,
    forget,
  }
}
