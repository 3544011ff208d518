"""Run litcli as `python -m litcli`."""

import sys

from litcli.cli import main

sys.exit(main())
