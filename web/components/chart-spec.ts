// The specification of a chart lives in the kernel, since the server draws from it too; pages know it by this address.
export * from '#kernel/chart/chart-spec.ts'
