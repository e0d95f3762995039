// The prebuilt bundle has the interface of the package.
declare module 'echarts/dist/echarts.esm.min' {
  export const init: (typeof import('echarts'))['init']
}
