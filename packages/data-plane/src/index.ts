/** The data plane's program, for tests that run it on other adapters than `main.ts`. */
export { DataPlane } from './data-plane.ts'
