import { serve } from './mercurius.mjs';

await serve({ jit: 1 });
