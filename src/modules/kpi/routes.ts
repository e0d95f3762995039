// The REST door of the module: one file per kind of thing.
import type { FastifyInstance } from 'fastify'
import type { Services } from '#kernel/services.ts'
import { addActionRoutes } from './action-routes.ts'
import { addAlertRoutes } from './alert-routes.ts'
import { addAnnotationRoutes } from './annotation-routes.ts'
import { addAttachmentRoutes } from './attachment-routes.ts'
import { addBoardRoutes } from './boards-routes.ts'
import { addCommentRoutes } from './comment-routes.ts'
import { addDashboardRoutes } from './dashboard-routes.ts'
import { addEntryRoutes } from './entry-routes.ts'
import { addGroupRoutes } from './group-routes.ts'
import { addClosingRoutes } from './closing-routes.ts'
import { addDeletionRoutes } from './deletion-routes.ts'
import { addEvidenceRoutes } from './evidence-routes.ts'
import { addDocumentRoutes } from './document-routes.ts'
import { addFormulaRoutes } from './formula-routes.ts'
import { addImportMappingRoutes } from './import-mapping-routes.ts'
import { addImportRoutes } from './import-routes.ts'
import { addImportSourceRoutes } from './import-source-routes.ts'
import { addKpiRoutes } from './kpi-routes.ts'
import { addMeetingRoutes } from './meeting-routes.ts'
import { addReportingRoutes } from './reporting-routes.ts'
import { addScreenRoutes } from './screen-routes.ts'
import { addRhythmRoutes } from './rhythm-routes.ts'
import { addSeriesRoutes } from './series-routes.ts'
import { addTargetRoutes } from './target-routes.ts'
import { addTemplateRoutes } from './template-routes.ts'
import { addValueRoutes } from './value-routes.ts'

export function addKpiModuleRoutes(app: FastifyInstance, services: Services): void {
  addDashboardRoutes(app, services)
  addGroupRoutes(app, services)
  addTemplateRoutes(app, services)
  addKpiRoutes(app, services)
  addDeletionRoutes(app, services)
  addValueRoutes(app, services)
  addEntryRoutes(app, services)
  addClosingRoutes(app, services)
  addEvidenceRoutes(app, services)
  addAttachmentRoutes(app, services)
  addTargetRoutes(app, services)
  addAlertRoutes(app, services)
  addFormulaRoutes(app, services)
  addAnnotationRoutes(app, services)
  addSeriesRoutes(app, services)
  addActionRoutes(app, services)
  addCommentRoutes(app, services)
  addMeetingRoutes(app, services)
  addReportingRoutes(app, services)
  addBoardRoutes(app, services)
  addScreenRoutes(app, services)
  addRhythmRoutes(app, services)
  addDocumentRoutes(app, services)
  addImportRoutes(app, services)
  addImportMappingRoutes(app, services)
  addImportSourceRoutes(app, services)
}
