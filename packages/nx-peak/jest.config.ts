import { preset } from '../../jest.preset';

export default preset('nx-peak');
