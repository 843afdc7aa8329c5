// As behind a reverse proxy that limits bodies, which is the case yoga's documentation has this setting for: by far its fastest configuration.
import { serve } from './yoga.mjs';

serve({ maxRequestBodySize: false });
