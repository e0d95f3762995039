// The composition's one list: adding a module is one folder and one line here.
import { kpi } from '#kpi'
import type { Module } from '#kernel/module.ts'

export const modules: readonly Module[] = [kpi]
