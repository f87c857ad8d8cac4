// The chat window, with C functions for what the program does to it. It calls back with what a person wants.
#include <QApplication>
#include <QCloseEvent>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenuBar>
#include <QPushButton>
#include <QSplitter>
#include <QStatusBar>
#include <QTextEdit>
#include <QVBoxLayout>

namespace {

enum Command { COMMAND_QUIT, COMMAND_SAY, COMMAND_RENAME, COMMAND_SAVE };

using OnCommand = void (*)(int command, const char* text);

class Window : public QMainWindow {
 public:
  QTextEdit* transcript = new QTextEdit;
  QListWidget* people = new QListWidget;
  QLineEdit* line = new QLineEdit;
  QLabel* state = new QLabel;

  explicit Window(OnCommand on_command) : on_command(on_command) {
    QMenu* menu = menuBar()->addMenu("&Chat");
    add(menu, "&Nickname …", QKeySequence(Qt::CTRL | Qt::Key_N), COMMAND_RENAME);
    add(menu, "&Save as …", QKeySequence(Qt::CTRL | Qt::Key_S), COMMAND_SAVE);
    menu->addSeparator();
    add(menu, "&Quit", QKeySequence(Qt::CTRL | Qt::Key_Q), COMMAND_QUIT);

    transcript->setReadOnly(true);
    transcript->setFocusPolicy(Qt::NoFocus);
    people->setFocusPolicy(Qt::NoFocus);
    line->setPlaceholderText("Say something");
    QPushButton* send = new QPushButton("Send");
    connect(line, &QLineEdit::returnPressed, [this] { say(); });
    connect(send, &QPushButton::clicked, [this] { say(); });

    QSplitter* both = new QSplitter;
    both->addWidget(transcript);
    both->addWidget(people);
    both->setSizes({ 380, 120 });
    QHBoxLayout* row = new QHBoxLayout;
    row->addWidget(line);
    row->addWidget(send);
    QWidget* middle = new QWidget;
    QVBoxLayout* column = new QVBoxLayout(middle);
    column->addWidget(both);
    column->addLayout(row);
    setCentralWidget(middle);
    statusBar()->addWidget(state);
    line->setFocus();
    resize(520, 360);
  }

 protected:
  // The program decides when the window goes: its reactor stops first.
  void closeEvent(QCloseEvent* event) override {
    event->ignore();
    on_command(COMMAND_QUIT, "");
  }

 private:
  OnCommand on_command;

  void add(QMenu* menu, const char* name, const QKeySequence& keys, Command command) {
    QAction* action = menu->addAction(QString::fromUtf8(name));
    action->setShortcut(keys);
    connect(action, &QAction::triggered, [this, command] { on_command(command, ""); });
  }

  void say() {
    QByteArray text = line->text().toUtf8();
    line->clear();
    on_command(COMMAND_SAY, text.constData());
  }
};

QByteArray answer;

const char* keep(const QString& text) {
  answer = text.toUtf8();
  return answer.constData();
}

}  // namespace

extern "C" {

Window* window_new(const char* title, OnCommand on_command) {
  Window* window = new Window(on_command);
  window->setWindowTitle(QString::fromUtf8(title));
  window->show();
  return window;
}


void window_add(Window* window, const char* text, int is_news) {
  QString line = QString::fromUtf8(text).toHtmlEscaped();
  window->transcript->append(is_news ? "<span style='color:#777'>" + line + "</span>" : line);
}


// The names are separated by line ends.
void window_people(Window* window, const char* names) {
  window->people->clear();
  window->people->addItems(QString::fromUtf8(names).split('\n', Qt::SkipEmptyParts));
}


void window_state(Window* window, const char* text) { window->state->setText(QString::fromUtf8(text)); }


const char* window_transcript(Window* window) { return keep(window->transcript->toPlainText()); }


// These two block until the dialog is closed. The answer is empty if there is none.
const char* window_ask_name(Window* window) {
  return keep(QInputDialog::getText(window, "Nickname", "Your nickname:"));
}


const char* window_ask_file(Window* window) {
  return keep(QFileDialog::getSaveFileName(window, "Save as", "chat.txt", {}, nullptr, QFileDialog::DontUseNativeDialog));
}


// With its dialogs, whose loops end.
void window_close(Window* window) {
  for (QDialog* dialog : window->findChildren<QDialog*>()) dialog->reject();
  window->deleteLater();
}
}
