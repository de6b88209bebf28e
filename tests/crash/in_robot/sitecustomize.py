"""Read by every Python process that has this folder on its path: the robot under test, and each worker it starts."""

from tests.crash.watching import install

install()
