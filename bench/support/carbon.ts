// Grams of CO2e per request by the SCI formula (ISO/IEC 21031): energy × grid intensity, operational part only.

/** Power of one busy core, its share of memory and power supply included. Assumed for a small x86 server. */
export const wattsPerCore = 10
/** Grams of CO2e per kWh. France, yearly average of recent years (RTE, éCO2mix), rounded up. */
export const gramsPerKilowattHour = 60
/** Ratio of a data centre's whole consumption to that of its machines. */
export const facilityOverhead = 1.5

/** Grams of CO2e of this much processor time. */
export function gramsOfCarbon(cpuSeconds: number): number {
  const kilowattHours = (cpuSeconds * wattsPerCore * facilityOverhead) / 3_600_000
  return kilowattHours * gramsPerKilowattHour
}
