"""The app: page settings, the one list of pages, and the frame that stands around each of them."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from pages.office import upload
from pages.parts import frame
from pages.parts.data import plan, warehouse
from pages.parts.guard import drawn
from pages.ranking import matrix, method, overview
from pages.review import inspection, meeting, review, sites
from warehouse.errors import Refusal

st.set_page_config(page_title="创建任务进度", page_icon="📊", layout="wide", initial_sidebar_state=220)
frame.dress()
if PagesManager.uses_pages_directory:
    # A folder called pages/ puts Streamlit in its old multipage mode until the process has reached st.navigation once: it would
    # run a file of that folder directly (no page file lies there), and says “Page not found” over a deep link. That is over
    # after this run, so the very first visitor of a server, if by a deep link, is sent round once.
    PagesManager.uses_pages_directory = False
    frame.reload_if_deep_link()
page = st.navigation(
    {
        "排名": [
            st.Page(overview.page, title="总览", url_path="overview", default=True),
            st.Page(matrix.page, title="红黄绿灯", url_path="matrix"),
            st.Page(method.page, title="口径", url_path="method"),
        ],
        "互观互检互评": [
            st.Page(sites.page, title="互观·示范点", url_path="sites"),
            st.Page(inspection.page, title="互检", url_path="inspection"),
            st.Page(review.page, title="互评", url_path="review"),
            st.Page(meeting.page, title="会议", url_path="meeting"),
        ],
        "办公": [st.Page(upload.page, title="报送", url_path="upload")],
    },
    position="hidden" if frame.is_projected() else "sidebar",
)
try:
    warehouse()
except Refusal as refusal:
    st.title("系统暂时打不开", anchor=False)
    st.text(str(refusal))
    st.stop()
frame.begin(page.url_path)
if not frame.is_projected():
    st.sidebar.text(plan().title.removesuffix("实施方案") or "创建任务进度")
    st.session_state.clocks = frame.choose_clocks()
drawn(page.run)()
frame.refresh_when_data_changes()
