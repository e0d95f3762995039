// The shared choice bar, under the name that the module's pages know.
export { ChoiceBar } from '#web/components/choice-bar.tsx'
