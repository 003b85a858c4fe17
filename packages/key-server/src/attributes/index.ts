export { describe, isDerived } from './describe.ts'
export { equalValues, hasFieldsOf } from './equal-values.ts'
export { addInstance, indexOf, instancesOf, keyOf, nextIndex, withIndex } from './instances.ts'
export { alwaysThere, MAX_ATTRIBUTES, MAX_NAMES, ruleOf, type AttributeRule } from './rules.ts'
