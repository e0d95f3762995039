// The modules of this build: every `src/modules/*/web/routes.tsx` is one; adding a folder needs no edit here.
import type { WebModule } from './module.ts'

const files = import.meta.glob<{ readonly webModule: WebModule }>('../src/modules/*/web/routes.tsx', { eager: true })

export const webModules: readonly WebModule[] = Object.values(files)
  .map((file) => file.webModule)
  .sort((left, right) => (left.order ?? 100) - (right.order ?? 100) || left.name.localeCompare(right.name))
