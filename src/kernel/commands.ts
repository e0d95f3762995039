// The kernel's verbs on the command line.
import { auditVerifyCommand } from './audit/verify-command.ts'
import type { Command } from './cli.ts'
import { keysRotateCommand } from './identity/rotate-command.ts'

export const kernelCommands: readonly Command[] = [auditVerifyCommand, keysRotateCommand]
