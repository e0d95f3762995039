// The run of one file through the assistant: sent, checked, fixed, applied. The file stays in the page until the person leaves.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { ApiProblem } from '#web/problem.ts'
import type { ImportJob } from '../import-schemas.ts'
import { firstChoices, type ImportChoices } from './import-form.ts'
import {
  cancelImport,
  importJobQuery,
  isUnderway,
  noteFresh,
  sendImport,
  type ImportRequest,
} from './import-queries.ts'
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
  /** Column titles of the file, also of one that was refused for them. */
  readonly headers: readonly string[]
  /** The visible sheets of a workbook, also of one that was refused. */
  readonly sheets: readonly string[]
  /** A saved mapping made for files like this one. */
  readonly suggestion: string | null
  readonly busy: boolean
  readonly takeFile: (file: File) => void
  readonly choose: (changes: Partial<ImportChoices>) => void
  readonly check: () => void
  /** The saved mapping that the choices come from; empty: none. */
  readonly mappingId: string
  /** Says which saved mapping the choices are. */
  readonly setMapping: (id: string) => void
  /** Checks the file again with other choices. */
  readonly checkWith: (choices: ImportChoices) => void
  readonly apply: () => void
  readonly cancel: () => void
  readonly forget: () => void
}

export function useImport(): ImportRun {
  const onFailure = useProblemToast()
  const [file, setFile] = useState<File | null>(null)
  const [choices, setChoices] = useState(firstChoices)
  const [mappingId, setMapping] = useState('')
  const { share, problem, jobId, checked, send, reset } = useSending()
  const job = useQuery({ ...importJobQuery(jobId ?? ''), enabled: jobId !== null }).data ?? null
  const forget = (): void => {
    reset()
    setFile(null)
  }
  return {
    file,
    choices,
    share,
    job,
    stale: checked !== null && checked !== choices,
    problem,
    headers: [...new Set(toldOf(problem, 'headers') ?? job?.detected.headers)].filter((header) => header !== ''),
    sheets: toldOf(problem, 'sheets') ?? job?.detected.sheets ?? [],
    suggestion: suggestionOf(problem) ?? job?.suggested_mapping_id ?? null,
    busy: share !== null || isUnderway(job ?? undefined),
    takeFile: (next) => {
      reset()
      setFile(next)
      setMapping('')
      setChoices(firstChoices)
      void send({ file: next, choices: firstChoices, dryRun: true })
    },
    choose: (changes) => setChoices({ ...choices, ...changes }),
    check: () => {
      if (file !== null) void send({ file, choices, dryRun: true })
    },
    mappingId,
    setMapping,
    checkWith: (next) => {
      setChoices(next)
      if (file !== null) void send({ file, choices: next, dryRun: true })
    },
    apply: () => {
      if (file !== null) void send({ file, choices, dryRun: false })
    },
    cancel: () => {
      if (job !== null && isUnderway(job)) cancelImport(job.id).catch(onFailure)
      forget()
    },
    forget,
  }
}

/** What a refusal says that it had found. */
function toldOf(problem: unknown, name: 'headers' | 'sheets'): readonly string[] | null {
  const told = problem instanceof ApiProblem ? problem.extra[name] : undefined
  return Array.isArray(told) ? told.filter((one) => typeof one === 'string') : null
}

function suggestionOf(problem: unknown): string | null {
  const told = problem instanceof ApiProblem ? problem.extra['suggested_mapping_id'] : undefined
  return typeof told === 'string' ? told : null
}

interface Sending {
  readonly share: number | null
  readonly problem: unknown
  readonly jobId: string | null
  /** The choices of the last check. */
  readonly checked: ImportChoices | null
  readonly send: (what: Pick<ImportRequest, 'file' | 'choices' | 'dryRun'>) => Promise<void>
  /** Stops what is being sent and forgets its answer. */
  readonly reset: () => void
}

/** One request after the other: a check stays on the page, an import leads to its own. */
function useSending(): Sending {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [checked, setChecked] = useState<ImportChoices | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const [jobId, setJobId] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const sending = useRef<AbortController | null>(null)
  // Leaving the page stops what is being sent; what has arrived goes on and is found in the list.
  useEffect(() => () => sending.current?.abort(), [])
  const send: Sending['send'] = async (what) => {
    const controller = new AbortController()
    // The answer of an earlier question must not come over that of a later one.
    sending.current?.abort()
    sending.current = controller
    setProblem(null)
    setShare(0)
    try {
      const started = await sendImport({ ...what, onProgress: setShare, signal: controller.signal })
      queryClient.setQueryData(importJobQuery(started.id).queryKey, started)
      if (what.dryRun) setJobId(started.id)
      else {
        noteFresh(started.id)
        await navigate({ to: `/imports/${started.id}` })
      }
    } catch (error) {
      if (controller.signal.aborted) return
      setProblem(error)
      // A refused file has its job too: it says what was understood before the refusal.
      const refused = error instanceof ApiProblem ? error.extra['job_id'] : undefined
      if (typeof refused === 'string') setJobId(refused)
    } finally {
      if (sending.current === controller) {
        setShare(null)
        setChecked(what.choices)
      }
      await queryClient.invalidateQueries({ queryKey: keys.imports })
    }
  }
  const reset = (): void => {
    sending.current?.abort()
    sending.current = null
    setShare(null)
    setChecked(null)
    setJobId(null)
    setProblem(null)
  }
  return { share, problem, jobId, checked, send, reset }
}
