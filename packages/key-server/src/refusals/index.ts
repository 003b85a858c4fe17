export { catalogue, type CatalogueRow, type RefusalCode } from './catalogue.ts'
export { refuse, Refusal } from './refusal.ts'
