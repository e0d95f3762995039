// The state that every page must name (RGAA); a test keeps it equal to what docs/accessibility/rgaa.json amounts to.
import type { ConformityState } from './accessibility/conformity.ts'

export const accessibilityState: ConformityState = 'partial'
