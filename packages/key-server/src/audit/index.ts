export { openAuditTrail, type AuditOptions, type AuditTrail } from './audit-trail.ts'
export type { AuditRecord, TrailVerdict } from './chain.ts'
