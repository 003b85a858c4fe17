export { Fleet, type RekeyStep } from './fleet.ts'
