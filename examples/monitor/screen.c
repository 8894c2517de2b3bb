/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "screen.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define HIDE_CURSOR "\033[?25l"
#define SHOW_CURSOR "\033[?25h"
#define NO_WRAP "\033[?7l"
#define WRAP "\033[?7h"

struct _Screen
{
  gboolean is_terminal;
  guint max_rows;
  guint n_rows; /* rows that were made by now; the cursor rests below the last */
  guint reading;
};

Screen *
screen_new (void)
{
  Screen *self = g_new0 (Screen, 1);
  struct winsize size = { 0 };

  self->is_terminal = isatty (STDOUT_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  self->max_rows = G_MAXUINT;

  if (self->is_terminal)
    {
      if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 2)
        size.ws_row = 24;
      self->max_rows = size.ws_row - 1;
      /* Without wrapping, a line that is too long cannot shift the rows below. */
      fputs (HIDE_CURSOR NO_WRAP, stdout);
    }

  return self;
}

void
screen_free (Screen *self)
{
  g_free (self);
}

void
screen_close (Screen *self)
{
  if (self->is_terminal)
    fputs (WRAP SHOW_CURSOR "\r\033[K", stdout);
  screen_flush (self);
}

guint
screen_get_max_rows (Screen *self)
{
  return self->max_rows;
}

void
screen_set_reading (Screen *self, guint reading)
{
  self->reading = reading;
}

static void
write_at (Screen *self, guint row, guint column, guint width, const char *text)
{
  for (; self->n_rows <= row; self->n_rows++)
    fputs ("\r\n", stdout);

  printf ("\033[%uA\033[%uG%-*s\033[%uB\r", self->n_rows - row, column + 1, (int) width, text,
          self->n_rows - row);
}

void
screen_put_label (Screen *self, guint row, guint column, const char *text)
{
  if (self->is_terminal && row < self->max_rows)
    write_at (self, row, column, 0, text);
}

void
screen_put (Screen *self, guint row, guint column, guint width, const char *name, const char *text)
{
  if (!self->is_terminal)
    printf ("%4u  %-14s  %s\n", self->reading, name, *text != '\0' ? text : "-");
  else if (row < self->max_rows)
    write_at (self, row, column, width, text);
}

void
screen_flush (Screen *self)
{
  fflush (stdout);
}
