// With the limit of 25 MB a body that yoga has by default.
import { serve } from './yoga.mjs';

serve({});
