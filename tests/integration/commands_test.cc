// The verbs, run as a person runs them, against a real broker.
#include <gtest/gtest.h>
