// A module that is nothing but two queues: one whose jobs may fail, one whose jobs may die with their process.
import type { Module } from '#kernel/module.ts'

export const errandQueue = 'errands.note-run'
export const patientQueue = 'errands.note-wait'

export const errands: Module = {
  name: 'errands',
  migrations: null,
  policy: {},
  routes: () => undefined,
  jobs: () => [
    { queue: errandQueue, retries: 1, timeoutSeconds: 60, run: async () => undefined },
    { queue: patientQueue, retries: 2, timeoutSeconds: 2, run: () => new Promise(() => undefined) },
  ],
}
