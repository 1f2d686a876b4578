export { makePeakFolder as nxPeakFolder } from './paths';
